"""How a telephone of the hospital's own network comes in: over TLS, vouched for by the hospital, or not at all."""
