"""What goes into a programme document: every chart, the numbers behind it, a page to leaf through."""
