// npm's s3rver on a free port of 127.0.0.1, with two things that it lacks and every S3 has: dropping
// an upload in parts, and listing those that are under way.
//
//     node tests/s3/server.mjs FOLDER      prints its address, then serves until it is ended
//
// A bucket is a folder below FOLDER.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import S3rver from 's3rver';

const root = process.argv[2];
const s3rver = new S3rver({ directory: root, silent: true, vhostBuckets: false });

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const folder_of = (bucket) => path.join(root, path.basename(bucket), '._S3rver_uploads');

function answer(response, status, body = '') {
  response.writeHead(status, { 'Content-Type': 'application/xml', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

function drop(response, bucket, id) {
  const folder = path.join(folder_of(bucket), path.basename(id));
  if (!fs.existsSync(folder)) {
    return answer(response, 404, '<Error><Code>NoSuchUpload</Code><Message>It is gone.</Message></Error>');
  }
  fs.rmSync(folder, { recursive: true });
  return answer(response, 204);
}

function list(response, bucket, prefix) {
  const folder = folder_of(bucket);
  const uploads = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  const lines = uploads.map((id) => {
    const key = fs.readFileSync(path.join(folder, id, 'key'), 'utf8');
    if (!key.startsWith(prefix)) return '';
    const begun = fs.statSync(path.join(folder, id, 'key')).mtime.toISOString();
    return `<Upload><Key>${escaped(key)}</Key><UploadId>${id}</UploadId><Initiated>${begun}</Initiated></Upload>`;
  });
  answer(response, 200, `<ListMultipartUploadsResult>${lines.join('')}</ListMultipartUploadsResult>`);
}

const theirs = s3rver.callback();
const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const bucket = url.pathname.split('/')[1];
  if (request.method === 'DELETE' && url.searchParams.has('uploadId')) {
    return drop(response, bucket, url.searchParams.get('uploadId'));
  }
  if (request.method === 'GET' && url.searchParams.has('uploads')) {
    return list(response, bucket, url.searchParams.get('prefix') ?? '');
  }
  return theirs(request, response);
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
