/// A node over HTTP: how it is, what it has done, what it knows of its cluster, and the facts it
/// has.
///
/// [HttpServer] is where others begin; it knows Jetty, and [Metrics] the library of that name. What
/// is told comes through [ServedNode]; facts are asked for and changed through [ServedStore], by
/// the protocols of SPARQL ([StoreEndpoint]). [Guard] decides who may.
@NullMarked
package cwm.app.server;

import org.jspecify.annotations.NullMarked;
