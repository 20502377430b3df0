// A room on `ws`, the library of Node.js. Usage: node node_ws.cjs PORT; NODE_PATH names where `ws` is.
const { WebSocketServer } = require("ws");

const epoch = "0123456789abcdef0123456789abcdef";
const server = new WebSocketServer({
  host: "127.0.0.1",
  port: Number(process.argv[2]),
  perMessageDeflate: false,
  backlog: 2048,
});
const members = new Set();
let seq = 0;
let people = 0;

server.on("connection", (socket) => {
  const id = ++people;
  const sender = { id, name: `g${String(id).padStart(5, "0")}` };
  socket.send(JSON.stringify({ type: "hello", protocol: 1, epoch }));
  socket.on("close", () => members.delete(socket));
  socket.on("error", () => members.delete(socket));
  socket.on("message", (data) => {
    const command = JSON.parse(data);
    if (command.type === "room.load") {
      socket.send(JSON.stringify({ type: "room.loaded", id: command.id, epoch, state: {}, seq, events: [] }));
      members.add(socket);
    } else if (command.type === "message.send") {
      const at = Date.now();
      seq += 1;
      socket.send(JSON.stringify({ type: "message.accepted", id: command.id, room: 1, seq, at, epoch }));
      const event = { type: "message.created", room: 1, seq, at, sender, key: command.id, body: command.body };
      const bytes = Buffer.from(JSON.stringify(event));
      for (const member of members) member.send(bytes, { binary: false });
    }
  });
});
