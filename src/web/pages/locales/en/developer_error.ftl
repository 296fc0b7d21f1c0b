developer-error-for = For developers of services
developer-error-cause = Why
developer-error-fix = What to do
developer-error-log = When you ask about it, send the name in the answer's X-Request-Id. Never send a token, a code or a personal number.
developer-error-all = All errors of this kind
developer-error-parameters = The parameters cannot be read
developer-error-parameters-cause = The request is too long, a parameter stands twice, or it is no UTF-8 text in the encoding of forms.
developer-error-parameters-fix = Send each parameter once and none empty. Only resource may be repeated. At the addresses for machines send a form by POST.
developer-error-addresses = Nobody to answer, or nowhere
developer-error-addresses-cause = The client_id is not registered, or the redirect_uri is not the registered one, character by character. So the person sees a page here and is not sent back.
developer-error-addresses-fix = Send the redirect_uri exactly as registered: same case, port, last slash and query. See the registration with danh clients show.
developer-error-request = The authorization request is not right
developer-error-request-cause = A parameter is missing or malformed, or the client has not registered to ask this way.
developer-error-request-fix = Use response_type=code, PKCE with S256, and a scope with openid. If the registration requires pushed requests, send it to /par first. Then open the request_uri once within 60 seconds. What is supported stands in /.well-known/openid-configuration.
developer-error-details = The authorization_details cannot be shown
developer-error-details-cause = The type is not registered, or a member is missing, unknown, too long or does not show. Nobody agrees to what they do not see.
developer-error-details-fix = Send a list of 1 to 5 objects of the documented form. Each type stands in the client's authorization_details_types. An amount is whole đồng in digits.
developer-error-person = The person has not done it, or said no
developer-error-person-cause = With prompt=none no page may be shown, and a step is left. Or the person declined. Or the level you require cannot be reached.
developer-error-person-fix = Send the request again without prompt=none, so that the person can do what is missing. After access_denied offer another way. After unmet_authentication_requirements ask for less, or tell how to raise the level.
developer-error-authentication = The client has not proven who it is
developer-error-authentication-cause = The secret or key does not fit, or it is not the registered way. Or the assertion is late or was used before, or two ways were used at once.
developer-error-authentication-fix = Use exactly one way: the registered token_endpoint_auth_method. For private_key_jwt, iss and sub are the client_id and aud is the issuer. Use a new jti each time, with exp at most 10 minutes ahead. Sign with a key whose kid stands in jwks, and keep the clock right.
developer-error-grant = The code or refresh token is of no use
developer-error-grant-cause = A code serves once within 60 seconds, for its own client, redirect_uri and code_verifier. The refresh token is over or revoked. Or the person stopped sharing, or moved to another device.
developer-error-grant-fix = Redeem a code at once, once, and never try the same again. A second use revokes everything. After invalid_grant let the person sign in again. resource and scope cannot go beyond what was asked.
developer-error-sender = The proof of possession is missing
developer-error-sender-cause = This client's tokens are bound to a key or a certificate. The request came without proof, or with that of another.
developer-error-sender-fix = With dpop_bound_access_tokens send one fresh DPoP header with each request, by the same key. Its htm, htu and the nonce of DPoP-Nonce must be right. With a certificate send to the addresses in mtls_endpoint_aliases.
developer-error-token = The access token is not accepted
developer-error-token-cause = It ended after 5 minutes, was revoked, is meant for somebody else, or stands in the wrong place. Or it is not enough.
developer-error-token-fix = Put it into the Authorization header, never into an address. Get a new one with the refresh token. After insufficient_user_authentication open the sign-in again with the acr_values of WWW-Authenticate.
developer-error-registration = The registration does not stand
developer-error-registration-cause = The initial access token is used up or over. Or a member is malformed, or says what only the operator may say.
developer-error-registration-fix = Read error_description: it names the member and what is wrong with it. Mend it and send it again, the token is spent only when it succeeds. Ask the operator for another token or other terms.
developer-error-ours = A fault on this side
developer-error-ours-cause = The machine is busy, a system outside has not answered, or the software here has a fault.
developer-error-ours-fix = After 503 try again after the seconds in Retry-After. After 500 try once more, then tell the provider.
