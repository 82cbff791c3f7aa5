/// A cluster: who is a member, who leads, locks and barriers, agreed on by a replicated log.
///
/// [Cluster] is where others begin. What is agreed on is [cwm.cluster.state], how is
/// [cwm.cluster.log]; messages between nodes go through [cwm.ipc]. There is no RDF here.
@NullMarked
package cwm.cluster;

import org.jspecify.annotations.NullMarked;
