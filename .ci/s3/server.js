// An object storage for the tests, with one bucket, `backups`, in the folder FOLDER. It prints its
// port. Requests have to be signed with the key whose id and secret are `S3RVER`: any other id is
// refused. It does not calculate signatures of version 4, so any secret goes.
import S3rver from "s3rver";

const server = new S3rver({
  address: "127.0.0.1",
  port: 0,
  silent: true,
  directory: process.env.FOLDER,
  configureBuckets: [{ name: "backups" }],
});
const { port } = await server.run();
console.log(port);
