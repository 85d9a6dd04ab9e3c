"""What may be asked, with hard bounds, and what comes back: one file for each thing that can be asked."""
