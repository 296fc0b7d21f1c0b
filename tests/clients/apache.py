"""R1: Debian's mod_auth_openidc, unmodified, guards a page with Danh."""

import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

import requests

from browser import ISSUER, Browser

PORT = os.environ["DANH_TEST_APACHE_PORT"]
CONFIG = """
ServerRoot {folder}
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {folder}/pid
ErrorLog {folder}/errors
LogLevel warn
User www-data
Group www-data
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authn_core_module {modules}/mod_authn_core.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule authz_user_module {modules}/mod_authz_user.so
LoadModule ssl_module {modules}/mod_ssl.so
LoadModule auth_openidc_module {modules}/mod_auth_openidc.so
DocumentRoot {folder}/pages
SSLEngine on
SSLCertificateFile {tls}/server.pem
SSLCertificateKeyFile {tls}/server.key
OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCClientID stock-apache
OIDCClientSecret stock-secret-for-tests-only-0123456789abcdef
OIDCRedirectURI https://127.0.0.1:{port}/guarded/callback
OIDCCryptoPassphrase made-up-for-one-test
OIDCScope "openid profile"
OIDCPKCEMethod S256
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCRemoteUserClaim name
<Location /guarded>
  AuthType openid-connect
  Require valid-user
</Location>
"""


class Apache(unittest.TestCase):
    def setUp(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="danh-apache-"))
        folder.chmod(0o755)
        (folder / "pages" / "guarded").mkdir(parents=True)
        (folder / "pages" / "guarded" / "page.txt").write_text("only for those who signed in\n")
        self.errors = folder / "errors"
        config = folder / "apache.conf"
        config.write_text(CONFIG.format(folder=folder, port=PORT, issuer=ISSUER, modules="/usr/lib/apache2/modules",
                                        tls=os.environ["DANH_TEST_TLS"]))
        self.server = subprocess.Popen(["/usr/sbin/apache2", "-f", str(config), "-DFOREGROUND"])
        for _ in range(100):
            try:
                requests.get(f"https://127.0.0.1:{PORT}/", timeout=5)
                return
            except requests.ConnectionError:
                time.sleep(0.1)
        self.fail(f"Apache does not start: {self.errors.read_text() if self.errors.exists() else ''}")

    def tearDown(self):
        self.server.send_signal(signal.SIGTERM)
        self.server.wait(20)

    def test_guards_a_page_until_it_hears_of_the_sign_out(self):
        page = f"https://127.0.0.1:{PORT}/guarded/page.txt"
        browser = Browser("999055000003", "0500000003")
        browser.sign_in(page)
        self.assertEqual(browser.url, page, self.errors.read_text())
        self.assertIn("only for those who signed in", browser.html)
        browser.open(f"{ISSUER}/end_session")
        browser.press("logout-confirm")
        for _ in range(100):
            answer = browser.session.get(page, allow_redirects=False, timeout=10)
            if answer.status_code != 200:
                break
            time.sleep(0.1)
        self.assertTrue(answer.headers["Location"].startswith(f"{ISSUER}/authorize?"), self.errors.read_text())


if __name__ == "__main__":
    unittest.main()
