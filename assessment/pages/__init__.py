"""The only room that draws: a page is a function that is given its use cases."""
