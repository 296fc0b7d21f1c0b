"""R1: Authlib, unmodified, signs a citizen in, refreshes, reads UserInfo and signs out."""

import os
import unittest
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, jwt

from browser import ISSUER, Browser

HERE = os.environ["DANH_TEST_HERE"]
SECRET = "stock-secret-for-tests-only-0123456789abcdef"


class Authlib(unittest.TestCase):
    def test_signs_in_refreshes_reads_and_signs_out(self):
        metadata = requests.get(f"{ISSUER}/.well-known/openid-configuration", timeout=10).json()
        self.assertEqual(metadata["issuer"], ISSUER)
        client = OAuth2Session(
            "stock-authlib", SECRET, scope="openid profile phone offline_access",
            redirect_uri=f"{HERE}/callback", token_endpoint_auth_method="client_secret_post",
            code_challenge_method="S256",
        )
        nonce, verifier = generate_token(), generate_token(48)
        url, state = client.create_authorization_url(
            metadata["authorization_endpoint"], nonce=nonce, code_verifier=verifier, prompt="consent",
        )
        browser = Browser("999188000001", "0500000088")
        callback = browser.sign_in(url)
        self.assertTrue(callback.startswith(f"{HERE}/callback?"), callback)
        self.assertEqual(parse_qs(urlsplit(callback).query)["state"], [state])

        tokens = client.fetch_token(metadata["token_endpoint"], authorization_response=callback, code_verifier=verifier)
        first = self.claims(tokens["id_token"], metadata)
        self.assertEqual(first["nonce"], nonce)
        userinfo = client.get(metadata["userinfo_endpoint"]).json()
        self.assertEqual(userinfo["sub"], first["sub"])
        self.assertEqual(userinfo["name"], "Nguyễn Thị Mai")
        self.assertNotIn("phone_number", userinfo, "an optional claim starts unticked")

        renewed = client.refresh_token(metadata["token_endpoint"], refresh_token=tokens["refresh_token"])
        again = self.claims(renewed["id_token"], metadata)
        self.assertEqual((again["sub"], again["auth_time"]), (first["sub"], first["auth_time"]))

        farewell = urlencode({
            "id_token_hint": renewed["id_token"], "state": "bye", "post_logout_redirect_uri": f"{HERE}/farewell",
        })
        browser.open(f"{metadata['end_session_endpoint']}?{farewell}")
        if browser.page is not None:
            browser.press("logout-confirm")
        self.assertEqual(browser.url, f"{HERE}/farewell?state=bye")
        silent, _ = client.create_authorization_url(
            metadata["authorization_endpoint"], nonce=nonce, code_verifier=verifier, prompt="none",
        )
        browser.open(silent)
        self.assertEqual(parse_qs(urlsplit(browser.url).query)["error"], ["login_required"])

    def claims(self, id_token, metadata):
        keys = JsonWebKey.import_key_set(requests.get(metadata["jwks_uri"], timeout=10).json())
        claims = jwt.decode(id_token, keys, claims_options={
            "iss": {"essential": True, "value": ISSUER}, "aud": {"essential": True, "value": "stock-authlib"},
        })
        claims.validate()
        return claims


if __name__ == "__main__":
    unittest.main()
