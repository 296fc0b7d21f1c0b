refused-heading = You have shared nothing
refused-alternative = { $alternative }.
refused-change = Changed your mind? Go back to that site and start again.
