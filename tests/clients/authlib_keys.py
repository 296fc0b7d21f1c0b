"""R1: Authlib, unmodified, proves itself by a key, pushes its request, and hears of the sign-out."""

import json
import os
import time
import unittest
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwe, jwt
from joserfc.jwk import ECKey, KeySet

from back_channel import BackChannel
from browser import ISSUER, Browser

HERE = os.environ["DANH_TEST_HERE"]
CLIENT = "stock-authlib-keys"
EVENT = "http://schemas.openid.net/event/backchannel-logout"


def proof():
    """An assertion for the issuer: Authlib's own hour is longer than Danh takes, and its `jti` stays in `claims`."""
    return PrivateKeyJWT(ISSUER, alg="ES256", claims={"exp": int(time.time()) + 60})


class AuthlibKeys(unittest.TestCase):
    def setUp(self):
        with open(f"{os.environ['DANH_TEST_FOLDER']}/{CLIENT}.jwks.json", encoding="utf-8") as file:
            self.keys = {key["use"]: ECKey.import_key(key) for key in json.load(file)["keys"]}
        self.metadata = requests.get(f"{ISSUER}/.well-known/openid-configuration", timeout=10).json()
        self.issuers_keys = KeySet.import_key_set(requests.get(self.metadata["jwks_uri"], timeout=10).json())
        self.back_channel = BackChannel(int(os.environ["DANH_TEST_BACK_CHANNEL_PORT"]))
        self.addCleanup(self.back_channel.close)

    def test_proves_itself_by_a_key_and_hears_of_the_sign_out(self):
        client = OAuth2Session(CLIENT, self.keys["sig"], scope="openid profile", redirect_uri=f"{HERE}/callback",
                               token_endpoint_auth_method="private_key_jwt", code_challenge_method="S256")
        nonce, verifier = generate_token(), generate_token(48)
        browser = Browser("999079000007", "0500000007")
        callback = browser.sign_in(self.pushed(client, nonce, verifier))
        client.register_client_auth_method(proof())
        tokens = client.fetch_token(self.metadata["token_endpoint"], authorization_response=callback, code_verifier=verifier)
        claims = self.opened(tokens["id_token"]).claims
        self.assertEqual((claims["iss"], claims["aud"], claims["nonce"]), (ISSUER, CLIENT, nonce))
        userinfo = client.get(self.metadata["userinfo_endpoint"]).json()
        self.assertEqual((userinfo["sub"], userinfo["name"]), (claims["sub"], "Vũ Văn Bảy"))

        browser.open(self.metadata["end_session_endpoint"])
        browser.press("logout-confirm")
        told = self.opened(self.back_channel.logout_token())
        self.assertEqual(told.header["typ"], "logout+jwt")
        for name in ("iss", "aud", "sub", "sid"):
            self.assertEqual(told.claims[name], claims[name])
        self.assertEqual(told.claims["events"], {EVENT: {}})
        self.assertNotIn("nonce", told.claims)

    def pushed(self, client, nonce, verifier):
        """Authlib does not push requests by itself: the one it made is posted, and what is left refers to it."""
        address, _ = client.create_authorization_url(self.metadata["authorization_endpoint"], nonce=nonce, code_verifier=verifier)
        client.register_client_auth_method(proof())
        answer = requests.post(self.metadata["pushed_authorization_request_endpoint"], timeout=10,
                               data=dict(parse_qsl(urlsplit(address).query)), auth=client.client_auth("private_key_jwt"))
        self.assertEqual(answer.status_code, 201, answer.text)
        left = {"client_id": CLIENT, "request_uri": answer.json()["request_uri"]}
        return f"{self.metadata['authorization_endpoint']}?{urlencode(left)}"

    def opened(self, token):
        """An ID token or a logout token: both are signed and then encrypted, as this client registered it."""
        signed = jwe.decrypt_compact(token, self.keys["enc"], algorithms=["ECDH-ES", "A256GCM"]).plaintext
        return jwt.decode(signed.decode(), self.issuers_keys, algorithms=["ES256"])


if __name__ == "__main__":
    unittest.main()
