"""What every package may lean on: errors, settings, languages, figures. Knows no other package."""
