"""The HTTP service: one FastAPI application (`app.create_app`) and the process that runs it (`server.run`)."""
