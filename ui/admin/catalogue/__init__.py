"""The catalogue of services, edited: a draft that is always whole, then put in force."""
