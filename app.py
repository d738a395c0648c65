"""The WSGI application of the world that COMMWORKFLOW_WORLD names: ``cheroot app:app``, ``gunicorn app:app``."""

from commworkflow.application import create_app

app = create_app()
