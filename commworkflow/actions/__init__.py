"""Second floor: what people do. Verbs; `act.py` is the only one that commits."""
