// A FAPI 2.0 client with stock software: pushed request, private_key_jwt, DPoP, encrypted ID token.

import assert from "node:assert/strict";
import test from "node:test";
import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { Browser, here, issuer, privateKey } from "./browser.mjs";

test("R1 openid-client signs in by PAR, private_key_jwt and DPoP, and opens an encrypted ID token", async () => {
  const id = "stock-fapi2-openid-client";
  const proof = client.PrivateKeyJwt(await privateKey(id, "sig"));
  const config = await client.discovery(new URL(issuer), id, { id_token_signed_response_alg: "ES256" }, proof, {
    execute: [client.allowInsecureRequests],
  });
  client.enableDecryptingResponses(config, ["A256GCM"], { ...(await privateKey(id, "enc")), alg: "ECDH-ES" });
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair("ES256"));
  const verifier = client.randomPKCECodeVerifier();
  const [state, nonce] = [client.randomState(), client.randomNonce()];
  const address = await client.buildAuthorizationUrlWithPAR(config, {
    redirect_uri: `${here}/callback`,
    scope: "openid profile offline_access",
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    prompt: "consent",
    state,
    nonce,
  }, { DPoP });
  assert.deepEqual([...address.searchParams.keys()].sort(), ["client_id", "request_uri"]);

  const browser = new Browser("999078000015", "0500000015");
  try {
    const callback = new URL((await browser.ask("sign_in", address)).url);
    const expected = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce };
    const tokens = await client.authorizationCodeGrant(config, callback, expected, undefined, { DPoP });
    assert.equal(tokens.token_type, "dpop");
    assert.equal(tokens.id_token.split(".").length, 5, "it is encrypted");
    const { sub, auth_time: since } = tokens.claims();
    const userinfo = await client.fetchUserInfo(config, tokens.access_token, sub, { DPoP });
    assert.equal(userinfo.name, "Mai Văn Lâm");
    // The token is nobody's but the key's.
    const bare = await fetch(config.serverMetadata().userinfo_endpoint, { headers: { authorization: `Bearer ${tokens.access_token}` } });
    assert.equal(bare.status, 401);
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP });
    assert.deepEqual([renewed.claims().sub, renewed.claims().auth_time], [sub, since]);
  } finally {
    browser.close();
  }
});

test("R1 oauth4webapi signs in by PAR, private_key_jwt and DPoP", async () => {
  const insecure = { [oauth.allowInsecureRequests]: true };
  const server = await oauth.discoveryRequest(new URL(issuer), insecure).then((answer) => oauth.processDiscoveryResponse(new URL(issuer), answer));
  const self = { client_id: "stock-fapi2-oauth4webapi", id_token_signed_response_alg: "ES256" };
  const proof = oauth.PrivateKeyJwt(await privateKey(self.client_id, "sig"));
  const DPoP = oauth.DPoP(self, await oauth.generateKeyPair("ES256"));
  const options = { DPoP, ...insecure };
  /** The server may first ask for a proof with a number of its own. */
  const proven = async (ask, read) => {
    try {
      return await read(await ask());
    } catch (error) {
      if (!oauth.isDPoPNonceError(error)) throw error;
      return read(await ask());
    }
  };
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const wish = new URLSearchParams({
    redirect_uri: `${here}/callback`,
    response_type: "code",
    scope: "openid profile",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
  });
  const pushed = await proven(
    () => oauth.pushedAuthorizationRequest(server, self, proof, wish, options),
    (answer) => oauth.processPushedAuthorizationResponse(server, self, answer),
  );
  const address = new URL(server.authorization_endpoint);
  address.searchParams.set("client_id", self.client_id);
  address.searchParams.set("request_uri", pushed.request_uri);
  const browser = new Browser("999082000016", "0500000016");
  try {
    const callback = new URL((await browser.ask("sign_in", address)).url);
    const answer = oauth.validateAuthResponse(server, self, callback, state);
    const tokens = await proven(
      () => oauth.authorizationCodeGrantRequest(server, self, proof, answer, `${here}/callback`, verifier, options),
      (response) => oauth.processAuthorizationCodeResponse(server, self, response, { expectedNonce: nonce, requireIdToken: true }),
    );
    const { sub } = oauth.getValidatedIdTokenClaims(tokens);
    const userinfo = await proven(
      () => oauth.userInfoRequest(server, self, tokens.access_token, options),
      (response) => oauth.processUserInfoResponse(server, self, sub, response),
    );
    assert.equal(userinfo.name, "Tạ Thị Sâm");
  } finally {
    browser.close();
  }
});
