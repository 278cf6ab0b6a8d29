"""Works without a signal: manifest, service worker, what waits on the phone."""
