// Loaded into every measured process before its own program: tells its parent what it has used, and ends with it.
process.on('message', (message) => {
  if (message === 'cpu') process.send({ cpu: process.cpuUsage() });
});
process.on('disconnect', () => process.exit());
// Waiting for the parent's questions keeps nothing alive that would otherwise end.
process.channel?.unref();
