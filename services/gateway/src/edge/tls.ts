import type { Logger } from '@airside/service';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Server as HttpsServer, ServerOptions } from 'node:https';
import { createSecureContext } from 'node:tls';

/** Where the certificate (with what leads to its root) and its key lie, as PEM. */
export type TlsFiles = { certFile: string; keyFile: string };

type Certificate = { cert: string; key: string };

/** TLS 1.2 with forward secrecy, or 1.3; HTTP/1.1 is what is agreed on by ALPN. */
const terms = {
  minVersion: 'TLSv1.2',
  ciphers: 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:ECDHE+AESGCM:ECDHE+CHACHA20',
  honorCipherOrder: true,
} as const;

/** Longest handshake, in milliseconds; Node's own limit of two minutes would let slow clients pile up. */
const handshakeTimeoutMs = 4000;

/** Throws where the files cannot be read, or do not belong together. */
export function tlsOptions(files: TlsFiles): ServerOptions {
  return { ...readCertificate(files), ...terms, handshakeTimeout: handshakeTimeoutMs, ALPNProtocols: ['http/1.1'] };
}

function readCertificate({ certFile, keyFile }: TlsFiles): Certificate {
  const certificate = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  // A key that is another's, or text that is no certificate, fails here and not at the first client.
  createSecureContext(certificate);
  return certificate;
}

export type CertificateWatch = {
  /** Reads the files again, now. */
  reload(): void;
  stop(): void;
};

/**
 * Looks now and then whether the certificate has been replaced, by name or by link, and takes the new one for connections
 * from then on. One that is half written or wrong is logged, and the old one stays.
 */
export function watchCertificate(server: Server, files: TlsFiles, logger: Logger, everyMs = 30_000): CertificateWatch {
  let current = JSON.stringify(readCertificate(files));
  function reload(): void {
    try {
      const certificate = readCertificate(files);
      const text = JSON.stringify(certificate);
      if (text === current) return;
      (server as HttpsServer).setSecureContext({ ...certificate, ...terms });
      current = text;
      logger.info({ certFile: files.certFile }, 'a new certificate is in use');
    } catch (error) {
      logger.error({ err: error, ...files }, 'the new certificate cannot be used; the old one stays');
    }
  }
  const timer = setInterval(reload, everyMs);
  timer.unref();
  return { reload, stop: () => clearInterval(timer) };
}
