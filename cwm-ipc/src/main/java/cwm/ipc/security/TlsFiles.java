package cwm.ipc.security;

import java.nio.file.Path;

/// PEM files for mutual TLS.
///
/// @param certificate this node's certificate; its subject alternative names hold the node id
/// @param key the certificate's private key, PKCS #8
/// @param authority the cluster's certificate authority, which must have signed every peer's
///   certificate
public record TlsFiles(Path certificate, Path key, Path authority) {}
