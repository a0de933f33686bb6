"""Border units and components, solved one by one and put together."""
