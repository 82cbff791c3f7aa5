package cwm.ipc;

/// What a node has done and what it has before it, counted since its start.
///
/// @param bytesSent on the wire, frames' heads included; before encryption
/// @param activeConnections open connections with an accepted handshake
/// @param pendingMessages accepted for sending and not yet given to a connection
public record NodeStats(
    long messagesSent,
    long messagesReceived,
    long bytesSent,
    long bytesReceived,
    int activeConnections,
    int pendingMessages,
    long uptimeSecs) {}
