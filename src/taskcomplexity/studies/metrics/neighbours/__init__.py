"""The same metrics of the models of the other studies, beside what was measured on these."""
