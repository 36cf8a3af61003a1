"""The measures of other fields beside the complexity of pairs."""
