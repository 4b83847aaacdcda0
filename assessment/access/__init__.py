"""Who may do what: the policy table, passwords, sessions and the gate, in plain Python."""
