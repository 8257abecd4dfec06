"""The one schema and its HTTP door: who asks, what a document may cost, refusals as data."""
