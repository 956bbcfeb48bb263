SELECT version FROM login_state
