"""What the command line and the web app share."""
