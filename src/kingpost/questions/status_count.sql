SELECT counts FROM counted
