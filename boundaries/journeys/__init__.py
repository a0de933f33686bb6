"""How long patients travel: tables of times, and roads that times are found on."""
