// A provider of OpenID Connect for the tests: its only client is the catalogue, and whoever
// gives a name as a login is that person. It is told in PROVIDER, as JSON, what the client's
// redirect address and secret are, and which claims each person has; it prints its address.
import http from "node:http";

import Provider from "oidc-provider";

const { redirectUri, secret, people } = JSON.parse(process.env.PROVIDER);

const server = http.createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "bronwijzer",
        client_secret: secret,
        redirect_uris: [redirectUri],
        response_types: ["code"],
        grant_types: ["authorization_code"],
      },
    ],
    claims: {
      openid: ["sub", "groups"],
      profile: ["name", "preferred_username"],
      email: ["email", "email_verified"],
    },
    cookies: { keys: ["of the tests alone"] },
    findAccount: (_context, login) => ({
      accountId: login,
      claims: () => ({ sub: login, ...people[login] }),
    }),
    pkce: { required: () => true },
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
