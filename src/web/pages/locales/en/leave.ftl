leave-back = Go back to { $service }
leave-not-you = Not you? Sign in with another account
