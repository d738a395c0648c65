#!/bin/sh
# Ouvre commworkflow depuis cette clé, sans réseau ni droits d’administrateur.
# Si un double clic ne suffit pas, dans un terminal : bash demarrer.sh

here=$(cd -- "$(dirname -- "$0")" && pwd -P) || exit 1

# Lancé d’un double clic, sans fenêtre où lire : on en ouvre une.
if [ ! -t 1 ] && [ -z "$COMMWORKFLOW_WINDOW" ] && [ -n "$DISPLAY$WAYLAND_DISPLAY" ]; then
    export COMMWORKFLOW_WINDOW=1
    command -v gnome-terminal >/dev/null 2>&1 && exec gnome-terminal -- sh "$here/demarrer.sh" "$@"
    for terminal in x-terminal-emulator konsole xfce4-terminal xterm; do
        command -v "$terminal" >/dev/null 2>&1 && exec "$terminal" -e sh "$here/demarrer.sh" "$@"
    done
fi

leave() {
    if [ -n "$COMMWORKFLOW_WINDOW" ]; then
        printf '\nAppuyez sur Entrée pour fermer cette fenêtre. '
        read -r _
    fi
    exit "$1"
}

# Les versions de Python que cette clé sait équiper.
for python in python3 python3.14 python3.13 python3.12 python3.11 python; do
    "$python" -I -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1 && break
    python=
done
if [ -z "$python" ]; then
    echo "Il faut Python 3.11, 3.12, 3.13 ou 3.14 sur cette machine, et il n’y est pas."
    echo "Voyez LISEZ-MOI.txt, ou prenez une autre machine."
    leave 1
fi

# D’abord vérifier, sans rien exécuter d’autre de la clé ; puis seulement démarrer.
"$python" -I -B "$here/verifier.py" || leave 1
set -- "$python" -E -s -B "$here/product/run.py" --from "$here" "$@"
[ -n "$COMMWORKFLOW_WINDOW" ] || exec "$@"
"$@"
leave $?
