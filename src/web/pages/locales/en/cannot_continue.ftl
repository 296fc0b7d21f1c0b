cannot-continue-heading = You cannot continue yet
cannot-continue-card = Your identity card expired on { $date }, so the level of your account went down.
cannot-continue-proof = This service needs a sign-in by signing USB or signing SIM.
cannot-continue-raise = To reach a higher level, take your identity card to the nearest police office.
cannot-continue-change = To get your level back, take the old card to the nearest police station and change it.
