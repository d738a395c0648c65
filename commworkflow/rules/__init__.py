"""Ground floor: pure answers. No web, no database, no clock: "now" is always an argument."""
