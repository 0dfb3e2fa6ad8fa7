"""Where the branches are: who is asked, what is believed, and what a person has to decide."""
