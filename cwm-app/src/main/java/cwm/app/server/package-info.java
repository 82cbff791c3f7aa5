/// A node over HTTP: how it is, what it has done, what it knows of its cluster.
///
/// [HttpServer] is where others begin; it knows Jetty, and [Metrics] the library of that name. What
/// is told comes through [ServedNode].
@NullMarked
package cwm.app.server;

import org.jspecify.annotations.NullMarked;
