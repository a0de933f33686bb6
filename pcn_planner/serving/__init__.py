"""The app as browsers meet it: its server, and what every answer tells them."""
