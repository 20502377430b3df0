import type { AdminStrings } from "../admin";

export const fieldsZh: AdminStrings["fields"] = {
  name: { label: "名称", hint: "显示在页面顶部、标题和通知里，最多 40 个字。" },
  language: { label: "语言", hint: "用于推荐的名字和通知。页面用什么语言，每个人自己选。" },
  guests: { label: "访客发言", hint: "没有账号的新人能不能说话。" },
  classic: { label: "简易客户端", hint: "让几十行的小程序不用账号也能连进来聊天。" },
  open_rooms: { label: "人人可建房间", hint: "关掉后，协管以上才可以。" },
  default_access: { label: "新房间默认", hint: "建房间的人可以另选。" },
  everyone_role: { label: "谁可以呼叫所有人", hint: "一次提醒房间里的每个人。" },
  link_previews: { label: "链接预览", hint: "服务器会读取消息里链接的网页。" },
  webhooks: { label: "通知到其他服务", hint: "大家可以把通知发到自己的服务。" },
  newcomer_minutes: { label: "新人期", hint: "0 表示没有新人期。", unit: "分钟" },
  newcomer_messages_per_minute: { label: "新人发言", hint: "0 表示和大家一样。", unit: "条/分钟" },
  hold_links_of_newcomers: { label: "新人的链接先审核", hint: "管理人员通过后，别人才看得到。" },
  challenge: { label: "防刷验证", hint: "新人发言前，浏览器要先计算片刻。" },
  edit_hours: { label: "消息可编辑", hint: "0 表示一直可以。", unit: "小时" },
  recall_hours: { label: "访客可撤回", hint: "0 表示一直可以。", unit: "小时" },
  name_hold_days: { label: "访客名字保留", hint: "从最后一次来算起。", unit: "天" },
  file_bytes: { label: "单个文件上限", hint: "更大的文件在上传时就会被拒绝。", unit: "MB" },
  retention_days: { label: "消息保留", hint: "0 表示永久。", unit: "天" },
  accent: { label: "主色", hint: "" },
  custom_css: { label: "样式表", hint: "" },
  filter_words: { label: "词语过滤", hint: "" },
};

export const choicesZh: AdminStrings["choices"] = {
  language: { auto: "跟随浏览器" },
  default_access: { public: "公开", members: "仅限注册用户", private: "私密" },
  everyone_role: {
    guest: "人人",
    member: "成员以上",
    moderator: "协管以上",
    admin: "管理员以上",
    owner: "馆主",
  },
  challenge: { auto: "被刷时", on: "总是", off: "从不" },
};
