@echo off
rem Ouvre commworkflow depuis cette clé, sans réseau ni droits d'administrateur.
setlocal DisableDelayedExpansion
chcp 65001 >nul
set "HERE=%~dp0"
rem Windows cherche un programme d'abord dans le dossier courant : que ce ne soit pas celui de la clé.
set "NoDefaultCurrentDirectoryInExePath=1"
cd /d "%SystemRoot%"

rem Les versions de Python que cette clé sait équiper.
for %%V in (3.14 3.13 3.12 3.11) do (
    py -%%V -I -c "import sys" >nul 2>nul && set "PYTHON=py -%%V" && goto found
)
python -I -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))" >nul 2>nul && set "PYTHON=python" && goto found
echo Il faut Python 3.11, 3.12, 3.13 ou 3.14 sur cette machine, et il n'y est pas.
echo Voyez LISEZ-MOI.txt, ou prenez une autre machine.
pause
exit /b 1

:found
rem D'abord vérifier, sans rien exécuter d'autre de la clé ; puis seulement démarrer.
%PYTHON% -I -B "%HERE%verifier.py"
if errorlevel 1 goto ended
%PYTHON% -E -s -B "%HERE%product\run.py" --from "%HERE%." %*
:ended
pause
