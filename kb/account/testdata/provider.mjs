// An identity provider of another make than the one in the test's process: oidc-provider,
// with its own pages for signing in. Whoever gives the name "anna:g1,g2" is anna, in the
// groups g1 and g2. It ends with its standard input.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const { packages, port, client } = JSON.parse(process.argv[2]);
const require = createRequire(packages + "/");
const { Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));

const provider = new Provider(`http://localhost:${port}`, {
  clients: [client],
  claims: { openid: ["sub", "sid"], profile: ["name", "preferred_username", "groups"] },
  conformIdTokenClaims: false,
  cookies: { keys: ["only for tests"] },
  features: { backchannelLogout: { enabled: true } },
  fetch: (url, { dispatcher, ...options }) => fetch(url, options), // without its guard against private addresses: ours is one
  pkce: { required: () => true },
  findAccount: (_, id) => {
    const [name, groups] = id.split(":");
    return { accountId: id, claims: () => ({ sub: id, name, preferred_username: name, groups: groups?.split(",") ?? [] }) };
  },
});

provider.on("backchannel.error", (_, error) => console.error(error));
process.stdin.on("end", () => process.exit()).resume();
provider.listen(port, "127.0.0.1", () => console.log("listening"));
