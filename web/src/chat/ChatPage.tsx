import "./chat.css";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { me } from "../api/queries";
import { Failure, Loading } from "../shared/states";
import { usePage } from "../shared/usePage";
import { About } from "./About";
import { Composer } from "./Composer";
import { Log } from "./Log";
import { Status } from "./Status";
import { useChatText } from "./texts";
import { useCaseOfAddress } from "./useCaseOfAddress";
import { useChat } from "./useChat";

export default function ChatPage() {
  const person = useQuery(me).data;
  const school = person?.workplaces.find((one) => one.acting)?.school;
  return person && school ? <Conversation key={school} person={person.person} school={school} /> : <Loading />;
}

function Conversation({ person, school }: { person: string; school: string }) {
  const t = useChatText();
  const chat = useChat(person, school);
  const isNowhere = useCaseOfAddress(chat);
  const heading = usePage(t("title"));
  const [dropped, setDropped] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing can be done here; a file that is let go must not open in place of the page
    <div
      className="chat"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        setDropped(true);
      }}
    >
      <h1 ref={heading} tabIndex={-1} className="hidden-words">
        {t("title")}
      </h1>
      {!chat.loggedOut && <About chat={chat} />}
      {chat.error !== undefined && <Failure error={chat.error} again={() => window.location.reload()} />}
      {!chat.ready && chat.error === undefined && <Loading />}
      {chat.ready && <Log chat={chat} />}
      {isNowhere && (
        <div role="status" className="chat-status">
          <p>{t("nowhere")}</p>
        </div>
      )}
      <Status chat={chat} />
      <Composer chat={chat} dropped={dropped} onWrite={() => setDropped(false)} />
    </div>
  );
}
