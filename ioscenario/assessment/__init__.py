"""Is the programme on track, and why believe the model: targets, enterprises, claims, explanations, hindcasts."""
