/** One node that is broker and controller, on this machine only. What a topic needs is set per topic, not here. */
export const brokerProperties = (o: { data: string; port: number; controllerPort: number }): string => `\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${o.controllerPort}
listeners=PLAINTEXT://127.0.0.1:${o.port},CONTROLLER://127.0.0.1:${o.controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${o.port}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=${o.data.replaceAll('\\', '/')}

# A misspelt topic is an error, not a new topic.
auto.create.topics.enable=false
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=3
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=3
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=3
unclean.leader.election.enable=false

# Facts are kept until a topic says otherwise, and a reader that was away for long finds its place again.
log.retention.ms=-1
offsets.retention.minutes=525600
# The first member of a group reads at once instead of waiting 3 s for others.
group.initial.rebalance.delay.ms=0
# After kill -9 the node may only come back once its old session is over: 9 s by default.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500

# A small machine; the cleaner's default buffer alone would fill the heap.
num.network.threads=2
num.io.threads=2
background.threads=2
num.recovery.threads.per.data.dir=1
log.cleaner.dedupe.buffer.size=16777216
`;

/** Texts of the broker's log and of Java, and what they mean for whoever wants to start it. */
export const KAFKA_CAUSES = [
  [/failed to bind to [^\n]*?:(\d+)[:.]? Address already in use/, 'port $1 is in use by another program.'],
  [
    /Failed to acquire lock on file \.lock in (\S+?)\.? /,
    'another Kafka is using its data folder $1: stop that one, or start with another folder (--data DIR).',
  ],
  [
    /Invalid cluster\.id in: (\S+)\. Expected/,
    'its data folder holds another cluster ($1): start with another folder (--data DIR) or move the old one away.',
  ],
  [
    /Stored node id \d+ doesn't match previous node id|No readable meta\.properties files found/,
    'its data folder was not made by this program: start with another folder (--data DIR) or move the old one away.',
  ],
  [
    /UnsupportedClassVersionError/,
    'Java is too old, version 17 or later is needed: apt-get install openjdk-17-jre-headless (or brew install openjdk@17).',
  ],
  [/(?:OutOfMemoryError|Could not reserve enough space|Cannot allocate memory)/, 'there is too little memory for it.'],
  [/No space left on device/, 'the disk is full.'],
  [/(?:AccessDeniedException|Permission denied)[: ]+(\S+)/, '$1 may not be written by this user.'],
] as const;
