/// Who may talk: the cluster key, certificates, and what TLS is made of.
@NullMarked
package cwm.ipc.security;

import org.jspecify.annotations.NullMarked;
