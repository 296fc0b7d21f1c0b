requester-state = Verified state agency
requester-health = Verified health provider
requester-finance = Verified financial institution
requester-private = Verified company
