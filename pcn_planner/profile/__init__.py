"""What the people of each network are like: need, where they live, how lists will grow."""
