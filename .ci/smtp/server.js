// A mail server for the tests. It prints its port, then each message that it takes as a line of
// JSON. What it is told on standard input, a number on a line, is how many messages it refuses
// for now before it takes the next one, or `hold`: then it prints what comes and never answers, until
// it is told a number. With PASSWORD set who sends has to say it. With TLS set, JSON of `mode`
// (`starttls` or `implicit`), `key` and `cert`, it speaks TLS, and takes no mail without.
import readline from "node:readline";

import { SMTPServer } from "smtp-server";

const password = process.env.PASSWORD;
const tls = process.env.TLS ? JSON.parse(process.env.TLS) : undefined;
let refused = 0;
let holding = false;
readline.createInterface({ input: process.stdin }).on("line", (line) => {
  holding = line === "hold";
  if (holding) {
    console.log(JSON.stringify({ holding }));
    return;
  }
  refused = Number(line);
  console.log(JSON.stringify({ refusing: refused }));
});

const server = new SMTPServer({
  authOptional: !password,
  allowInsecureAuth: true,
  disabledCommands: tls?.mode === "starttls" ? [] : ["STARTTLS"],
  secure: tls?.mode === "implicit",
  key: tls?.key,
  cert: tls?.cert,
  onMailFrom(_address, session, done) {
    done(tls && !session.secure ? new Error("only by TLS") : null);
  },
  onAuth: ({ username, password: sent }, _session, done) =>
    sent === password
      ? done(null, { user: username })
      : done(new Error("no such user")),
  onData(stream, session, done) {
    const chunks = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    stream.on("end", () => {
      if (refused > 0) {
        refused -= 1;
        const busy = new Error("busy");
        busy.responseCode = 451;
        return done(busy);
      }
      const { mailFrom, rcptTo } = session.envelope;
      const message = {
        from: mailFrom.address,
        to: rcptTo.map(({ address }) => address),
        user: session.user,
        secure: session.secure,
        text: Buffer.concat(chunks).toString("utf8"),
      };
      console.log(JSON.stringify(message));
      if (!holding) {
        done();
      }
    });
  },
});
// A client that does not like the certificate breaks off; that is no fault of the server.
server.on("error", () => {});
server.listen(0, "127.0.0.1", () => {
  console.log(server.server.address().port);
});
