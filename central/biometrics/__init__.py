"""The worker that opens captures and searches them: never in a request, with a key of its own."""
