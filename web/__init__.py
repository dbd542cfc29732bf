"""What stands around the chat page: middleware, the demo portal, static files."""
