// Two real OpenID providers on loopback, one as Feide is and one as Entra ID is. Each does as it is told by POST /told:
//   acr     what it says of how somebody has logged in
//   claims  what it knows of everybody
//   token   claims to put into ID tokens in place of its own (null: left out); `key` signs with its own key or a stranger's, or not at all
//   answer  query parameters to put into what it sends the browser back with
// POST /sign signs any payload; GET /keys-asked tells how often its keys were asked for. One line of JSON on stdout says when both listen.
import { createServer } from 'node:http';

import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { Provider } from 'oidc-provider';

const { APP, BACK } = process.env;
const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
const stranger = await generateKeyPair('RS256', { extractable: true });
const TWO_FACTORS = 'urn:mace:feide.no:auth:level:fad08:3';
const USERID_SEC = 'https://n.feide.no/claims/userid_sec';
const KINDS = {
  feide: { scopes: ['openid', 'userid-feide'], claims: { openid: ['sub'], 'userid-feide': [USERID_SEC] }, client: {} },
  entra: {
    scopes: ['openid', 'profile'],
    claims: { openid: ['sub'], profile: ['oid', 'tid', 'name'], acrs: null, sid: null },
    client: { backchannel_logout_uri: `${BACK}/login/entra/backchannel`, backchannel_logout_session_required: true },
  },
};

async function sign(payload, header, key) {
  if (key === 'none') return new UnsecuredJWT(payload).encode();
  if (key === 'secret') return new SignJWT(payload).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(header.secret));
  const chosen = key === 'stranger' ? stranger.privateKey : privateKey;
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'one', ...header }).sign(chosen);
}

async function changed(token, told) {
  const payload = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
  Object.assign(payload, told.token);
  for (const name of Object.keys(payload)) if (payload[name] === null) delete payload[name];
  if (told.key === 'tampered') {
    const [head, , signature] = token.split('.');
    return [head, Buffer.from(JSON.stringify(payload)).toString('base64url'), signature].join('.');
  }
  return sign(payload, told.header ?? {}, told.key);
}

async function read(request) {
  let text = '';
  for await (const part of request) text += part;
  return text;
}

async function start(kind) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const { scopes, claims, client } = KINDS[kind];
  let told = {};
  let keysAsked = 0;

  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: `client-at-${kind}`,
        client_secret: `secret-of-the-client-at-${kind}`,
        redirect_uris: [`${APP}/login/${kind}/callback`],
        post_logout_redirect_uris: [`${APP}/login`],
        ...client,
      },
    ],
    scopes,
    claims: { ...claims, acr: null, auth_time: null, iss: null },
    acrValues: [TWO_FACTORS],
    pkce: { required: () => true },
    conformIdTokenClaims: false,
    fetch: (address, { dispatcher, ...options }) => fetch(address, options), // its own refuses loopback
    cookies: { keys: ['only for tests'] },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'one', alg: 'RS256', use: 'sig' }] },
    features: {
      devInteractions: { enabled: false },
      claimsParameter: { enabled: true },
      backchannelLogout: { enabled: kind === 'entra' },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => { ctx.body = `<html>${form}</html>`; },
      },
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...told.claims }) }),
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope(scopes.join(' '));
      grant.addOIDCClaims(Object.values(claims).flat().filter(Boolean).concat(Object.keys(claims), 'acr'));
      await grant.save();
      return grant;
    },
    renderError: (ctx, out) => { ctx.type = 'json'; ctx.body = out; },
  });
  provider.on('backchannel.error', (_ctx, error) => console.error(error));
  provider.on('server_error', (_ctx, error) => console.error(error));
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.oidc?.route === 'token' && ctx.body?.id_token && (told.token || told.key)) {
      ctx.body = { ...ctx.body, id_token: await changed(ctx.body.id_token, told) };
    }
    const location = ctx.response.get('Location');
    if (told.answer && location?.startsWith(APP)) {
      const address = new URL(location);
      for (const [name, value] of Object.entries(told.answer)) {
        if (value === null) address.searchParams.delete(name);
        else address.searchParams.set(name, value);
      }
      ctx.redirect(address.href);
    }
  });

  const answer = provider.callback();
  server.on('request', async (request, response) => {
    const path = new URL(request.url, issuer).pathname;
    if (path === '/jwks') keysAsked += 1;
    if (path.startsWith('/elsewhere/')) { // somebody else's description at this address
      response.setHeader('Content-Type', 'application/json');
      response.end(await (await fetch(`${issuer}/.well-known/openid-configuration`)).text());
    } else if (path === '/told') {
      told = JSON.parse(await read(request));
      response.end();
    } else if (path === '/keys-asked') {
      response.end(String(keysAsked));
    } else if (path === '/sign') {
      const { payload, header = {}, key } = JSON.parse(await read(request));
      response.end(await sign(payload, header, key));
    } else if (path.startsWith('/interaction/') && request.method === 'GET') {
      response.setHeader('Content-Type', 'text/html');
      response.end('<form method="post"><input name="login"></form>');
    } else if (path.startsWith('/interaction/')) {
      const form = new URLSearchParams(await read(request));
      const result = form.has('cancel')
        ? { error: 'access_denied' }
        : { login: { accountId: form.get('login'), ...(told.acr && { acr: told.acr }) } };
      await provider.interactionFinished(request, response, result);
    } else {
      answer(request, response);
    }
  });
  return issuer;
}

console.log(JSON.stringify({ feide: await start('feide'), entra: await start('entra') }));
process.stdin.on('end', () => process.exit()).resume(); // with who started it
